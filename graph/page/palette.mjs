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
    coalitions: ["#0f7a72", "#b5357a", "#c98a00", "#5b3fa8", "#5f8f1f", "#2b7fc4", "#7a4a1e", "#4d5663"],
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
    armed_group: "#a8abb5",
    political_body: "#e0b04a",
    organisation: "#4cc3b8",
    other: "#858d9b",
    coalitions: ["#4cc3b8", "#f27ab5", "#f0b63c", "#b9a2ff", "#a6d35c", "#6fb7f7", "#cf9b6b", "#a4adbb"],
  },
};
