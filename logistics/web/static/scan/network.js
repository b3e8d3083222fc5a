// The line that tells of a missing network while something waits to be sent.

export function watchNetwork() {
  const line = document.querySelector("[data-network]");
  document.addEventListener("network-wait", ({ detail }) => {
    line.hidden = detail === 0;
  });
}
