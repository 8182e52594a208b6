// The colours of the drawing; base.css names the same ones for the rest of the page.

/** Colours per theme. Blue and vermilion stay apart for every common kind of colour blindness. */
export const PALETTES = {
  light: {
    ground: "#fbfbf9",
    ink: "#1b2230",
    ring: "#1b2230",
    veil: "rgba(251,251,249,0.86)",
    1: "#0b66b0",
    "-1": "#c8480c",
    0: "#7d8696",
    state: "#28344c",
    institution: "#5d6f94",
    official: "#8055a8",
    armed_group: "#3f3f46",
    political_body: "#9a6a00",
    organisation: "#0f7a72",
    other: "#8b919c",
    coalitions: ["#347bd2", "#d75b68", "#88851f", "#402ec4", "#9f5487", "#385713", "#53212f", "#2a1353"],
  },
  dark: {
    ground: "#12161d",
    ink: "#e9edf4",
    ring: "#ffffff",
    veil: "rgba(18,22,29,0.86)",
    1: "#58aef5",
    "-1": "#ff8a4c",
    0: "#98a2b3",
    state: "#c9d4ea",
    institution: "#8ea2cc",
    official: "#c39bea",
    armed_group: "#8f6b4c",
    political_body: "#e0b04a",
    organisation: "#4cc3b8",
    other: "#858d9b",
    coalitions: ["#6bbafa", "#fda3c1", "#79a64b", "#7f57da", "#f5e865", "#b8489d", "#8f6b63", "#b8f8a2"],
  },
};
