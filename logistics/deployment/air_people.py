"""The people whom the flying half of a deployment names, held against those who work for it.

Owns that reference between the two halves. Knows nothing of licences.
"""

from __future__ import annotations

from logistics.deployment.village_files import PersonRow
from logistics.domain.village import Role
from missions.papers.file import FILE
from missions.papers.model import Papers
from missions.reading.findings import Findings
from missions.reading.table import Rows

PILOTS = frozenset({Role.OPERATOR, Role.LAUNCH_AUTHORITY})
"""Who may have an aircraft in hand."""


def check_pilots(papers: Papers, people: Rows[PersonRow], findings: Findings) -> None:
    """A finding for each pilot who is nobody, or nobody who has an aircraft in hand."""
    roles = {row.value.id: row.value.roles for row in people}
    for person in papers.pilots:
        if person in people.ids and person not in roles:
            continue  # a broken record is a finding already
        if not roles.get(person, frozenset()) & PILOTS:
            message = f"pilot {person}: no person with the role operator or launch_authority"
            findings.add(FILE, papers.lines[person], message)
