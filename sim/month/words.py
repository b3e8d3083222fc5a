"""What the simulated people write into a flight book."""
# cjk: people of a Japanese hub write Japanese, whatever language a screen is in

from __future__ import annotations

FAULTS = {
    "propellers": "３番に欠け（長さ約 3 mm）を認めた。",
    "frame": "アームの付け根にひびを認めた。",
    "propulsion": "５番モーターの回転に異音を認めた。",
    "communication": "アンテナの接続部に緩みを認めた。",
    "battery": "外装に膨らみを認めた。",
}
FAULT = "点検内容を満たさない箇所を認めた。"
MENDED = "{item}を点検し、不良の部品を予備品に交換して作動を確認した。"
RELEASED = "不具合の処置を確認し、試験浮揚で異常なし。"
PERIODIC = "全点検項目の点検、ボルトの増締め、モーター軸受の確認。異常なし。"
PERIODIC_REASON = "定期点検（{hours:g} 時間又は {flights} 飛行毎）"
SEEN_AT_THE_HALL = "集会所の見守り担当者が見た着陸時刻"
LANDED_ASTRAY = "機体全般: 緊急着陸地点に着陸したため点検を要する。"
WORN = "プロペラ: 振動の傾向が普段と異なる（{values}）。"
