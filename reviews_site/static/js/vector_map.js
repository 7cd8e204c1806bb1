// Draws a map of vector tiles in place of the one that the server drew, with a link for each restaurant. Where the tiles
// don't cover the place, or something is missing, the drawn map stays.
"use strict";

const SLACK = 2; // levels of zoom beyond the most detailed tiles
const APART = 28; // pixels between the middles of two numbers
const WATER_LINES = ["river", "canal", "stream"];

// The page's own colours, as the browser resolves them.
function colours(figure) {
  const probe = figure.appendChild(document.createElement("span"));
  const found = {};
  for (const name of ["sunken", "confirmed-tint", "map-water", "map-street", "edge", "line", "muted", "surface", "info"]) {
    probe.style.color = `var(--${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found;
}

const byZoom = (narrow, wide) => (zoom) => Math.max(0.5, narrow + ((wide - narrow) * (zoom - 10)) / 7);

// The layers are those of Protomaps' basemaps.
function paint(colour) {
  const { PolygonSymbolizer, LineSymbolizer } = protomapsL;
  const kind = (...kinds) => (zoom, feature) => kinds.includes(feature.props.kind);
  const isArea = (zoom, feature) => feature.geomType === 3;
  const road = (width, color) => new LineSymbolizer({ color, width, lineCap: "round", lineJoin: "round" });
  return [
    { dataLayer: "earth", symbolizer: new PolygonSymbolizer({ fill: colour.sunken }), filter: isArea },
    { dataLayer: "landuse", symbolizer: new PolygonSymbolizer({ fill: colour["confirmed-tint"] }),
      filter: kind("park", "forest", "wood", "grass", "meadow", "garden", "vineyard", "nature_reserve", "cemetery", "golf_course", "pitch", "village_green") },
    { dataLayer: "water", symbolizer: new PolygonSymbolizer({ fill: colour["map-water"] }), filter: isArea },
    { dataLayer: "water", symbolizer: road(byZoom(1, 9), colour["map-water"]), filter: kind(...WATER_LINES) },
    { dataLayer: "buildings", symbolizer: new PolygonSymbolizer({ fill: colour.line }), minzoom: 15 },
    { dataLayer: "roads", symbolizer: new LineSymbolizer({ color: colour.edge, width: 1, dash: [3, 3] }), filter: kind("path"), minzoom: 14 },
    { dataLayer: "roads", symbolizer: road(byZoom(0.5, 6), colour["map-street"]), filter: kind("minor_road", "other") },
    { dataLayer: "roads", symbolizer: road(byZoom(1.5, 9), colour["map-street"]), filter: kind("major_road", "highway") },
    { dataLayer: "roads", symbolizer: new LineSymbolizer({ color: colour.edge, width: 2, dash: [7, 3] }), filter: kind("rail") },
    { dataLayer: "boundaries", symbolizer: new LineSymbolizer({ color: colour.edge, width: 1, dash: [4, 4] }) },
  ];
}

function labels(colour) {
  const { LineLabelSymbolizer, CenteredTextSymbolizer } = protomapsL;
  const name = { labelProps: ["name"], fill: colour.muted, stroke: colour.sunken, width: 3, font: "400 12px Inter, sans-serif" };
  const kind = (...kinds) => (zoom, feature) => kinds.includes(feature.props.kind);
  return [
    { dataLayer: "places", symbolizer: new CenteredTextSymbolizer({ ...name, font: "600 13px Inter, sans-serif" }) },
    { dataLayer: "roads", symbolizer: new LineLabelSymbolizer(name), filter: kind("major_road", "highway"), minzoom: 12 },
    { dataLayer: "roads", symbolizer: new LineLabelSymbolizer(name), filter: kind("minor_road", "other"), minzoom: 15 },
    { dataLayer: "water", symbolizer: new LineLabelSymbolizer(name), filter: kind(...WATER_LINES), minzoom: 12 },
  ];
}

// A link, so that it is reached and followed as every other.
function pin([latitude, longitude, name, url, number], isLarge) {
  const link = document.createElement("a");
  link.href = url;
  link.className = isLarge ? "map-tile-pin" : "map-tile-dot";
  link.textContent = isLarge ? number : "";
  link.title = number ? `${number}. ${name}` : name;
  link.setAttribute("aria-label", link.title);
  return mark([latitude, longitude], link, isLarge ? 32 : 24, isLarge ? 1000 : 0);
}

function mark(position, html, size, zIndexOffset = 0) {
  const icon = L.divIcon({ html, className: "", iconSize: [size, size] });
  return L.marker(position, { icon, keyboard: false, interactive: false, zIndexOffset });
}

// Those of the list have their numbers, the first ones before others; where a number would hide one, it is a dot.
function pins(map, places) {
  const taken = [];
  return places.map((each) => {
    const point = map.project(each.slice(0, 2));
    const isLarge = each[4] > 0 && taken.every((other) => other.distanceTo(point) > APART);
    if (isLarge) taken.push(point);
    return pin(each, isLarge);
  });
}

function rings(map, tiles, colour) {
  for (const [minutes, radius] of tiles.rings) {
    const ring = L.circle(tiles.centre, { radius, fill: false, color: colour.info, weight: 1, dashArray: "2 4", interactive: false }).addTo(map);
    const label = document.createElement("span");
    label.className = "map-tile-minutes";
    label.textContent = `${minutes} min`;
    mark([ring.getBounds().getNorth(), tiles.centre[1]], label, 56).addTo(map);
  }
  if (!tiles.centre) return;
  const here = document.createElement("span");
  here.className = "map-tile-here";
  mark(tiles.centre, here, 16).addTo(map);
}

function corners([west, south, east, north]) {
  return L.latLngBounds([south, west], [north, east]);
}

function draw(figure, tiles) {
  const area = corners(tiles.bounds);
  const shown = corners(tiles.box);
  if (!area.intersects(shown)) return;
  const drawing = figure.querySelector(".map-drawing");
  const place = document.createElement("div");
  place.className = "map-tiles";
  place.setAttribute("role", "region");
  place.setAttribute("aria-label", "Map of restaurants. Arrow keys move it, plus and minus zoom. The list has the same restaurants.");
  drawing.before(place);
  const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(place, {
    attributionControl: false, minZoom: tiles.minZoom, maxZoom: tiles.maxZoom + SLACK, zoomSnap: 0.25,
    zoomAnimation: !isStill, fadeAnimation: !isStill, markerZoomAnimation: !isStill, inertia: !isStill,
  });
  const colour = colours(figure);
  protomapsL.leafletLayer({
    url: tiles.url, maxDataZoom: tiles.maxZoom, bounds: area, attribution: "", lang: "",
    paintRules: paint(colour), labelRules: labels(colour), backgroundColor: colour.sunken,
  }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.fitBounds(shown);
  rings(map, tiles, colour);
  const shownPins = L.layerGroup().addTo(map);
  const redraw = () => {
    shownPins.clearLayers();
    for (const each of pins(map, tiles.places)) shownPins.addLayer(each);
  };
  map.on("zoomend", redraw);
  redraw();
  drawing.setAttribute("hidden", "");
  showControls(figure, map);
}

// In place of the links by which the drawn map zooms: one that lists what is in the part that is shown.
function showControls(figure, map) {
  const part = document.createElement("a");
  part.className = "button button-small";
  part.textContent = "List this part of the map";
  const follow = () => {
    const [low, high] = [map.getBounds().getSouthWest(), map.getBounds().getNorthEast()];
    const edges = [Math.max(low.lng, -180), Math.max(low.lat, -85), Math.min(high.lng, 180), Math.min(high.lat, 85)];
    part.href = figure.dataset.vectorMap + edges.map((edge) => edge.toFixed(4)).join(",");
  };
  map.on("moveend", follow);
  follow();
  for (const link of figure.querySelectorAll("[data-drawn-zoom]")) link.remove();
  figure.querySelector(".map-zoom").prepend(part);
  for (const credit of figure.querySelectorAll(".map-credit")) credit.hidden = false;
  for (const credit of figure.querySelectorAll(".map-drawing-credit")) credit.hidden = true;
}

const figure = document.querySelector("[data-vector-map]");
const content = document.getElementById("map-tiles");
if (figure && content && window.L && window.protomapsL) draw(figure, JSON.parse(content.textContent));
