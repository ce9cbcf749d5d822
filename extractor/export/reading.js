(function () {
  "use strict";
  var pinned = null;

  function each(selector, act) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), act);
  }
  function light(number) {
    each(".lit", function (e) { e.classList.remove("lit"); });
    if (number !== null) { each('.f[data-f="' + number + '"]', function (e) { e.classList.add("lit"); }); }
  }
  function at(event) {
    return event.target.closest ? event.target.closest(".f") : null;
  }
  function partner(figure) {
    var other = figure.tagName.toLowerCase() === "rect" ? ".text .f" : "rect.f";
    return document.querySelector(other + '[data-f="' + figure.getAttribute("data-f") + '"]');
  }
  function pin(figure) {
    var other = partner(figure), box;
    pinned = figure.getAttribute("data-f");
    light(pinned);
    if (!other) { return; }
    box = other.getBoundingClientRect();
    // What is in sight stays where it is.
    if (box.top < 0 || box.bottom > window.innerHeight) { other.scrollIntoView({ block: "center" }); }
  }
  document.addEventListener("mouseover", function (event) {
    var figure = at(event);
    light(figure ? figure.getAttribute("data-f") : pinned);
  });
  document.addEventListener("focusin", function (event) {
    var figure = at(event);
    if (figure) { light(figure.getAttribute("data-f")); }
  });
  document.addEventListener("click", function (event) {
    var figure = at(event);
    if (figure) { pin(figure); } else { pinned = null; light(null); }
  });
  document.addEventListener("keydown", function (event) {
    var figure = at(event);
    if (event.key === "Escape") { pinned = null; light(null); }
    if (figure && (event.key === "Enter" || event.key === " ")) { event.preventDefault(); pin(figure); }
  });
})();
