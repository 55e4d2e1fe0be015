// Comfort only: every page works without this file.
const body = document.body
const say = (text) => { document.getElementById("spoken").textContent = text }

// Copy what stands beside the button; where the clipboard is refused, select it.
for (const button of document.querySelectorAll(".copy")) {
  const label = button.textContent
  button.addEventListener("click", async () => {
    const source = button.parentElement.querySelector("code")
    let told = body.dataset.copied
    try {
      await navigator.clipboard.writeText(source.textContent)
    } catch {
      getSelection().selectAllChildren(source)
      told = body.dataset.selected
    }
    button.textContent = told
    say(told)
    setTimeout(() => { button.textContent = label }, 1600)
  })
}

// Colours: as the system has them, light, dark.
const theme = document.getElementById("theme")
const order = ["auto", "light", "dark"]
const show = () => {
  const now = document.documentElement.dataset.theme || "auto"
  theme.textContent = theme.dataset[now]
  theme.setAttribute("aria-label", `${theme.dataset.label}: ${theme.dataset[now]}`)
}
theme.addEventListener("click", () => {
  const root = document.documentElement.dataset
  root.theme = order[(order.indexOf(root.theme || "auto") + 1) % order.length]
  try { localStorage.theme = root.theme } catch { /* kept for this page only */ }
  show()
})
show()

// "/" goes to the search field; words narrow the cards of this page at once; Esc brings them back.
const search = document.getElementById("q")
const cards = [...document.querySelectorAll(".card, .list tbody tr")]
const narrow = () => {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean)
  for (const card of cards) {
    const text = card.textContent.toLowerCase()
    card.hidden = !words.every((word) => text.includes(word))
  }
}
const live = document.querySelector(".tile") !== null
if (live) search.addEventListener("input", narrow)
document.addEventListener("keydown", (event) => {
  const field = event.target instanceof Element && event.target.closest("input, textarea, select")
  if (event.key === "/" && !field && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault()
    search.focus()
  } else if (event.key === "Escape" && event.target === search) {
    search.value = ""
    if (live) narrow()
  }
})

// The reference: ask, and show what came back.
for (const form of document.querySelectorAll("form.run")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault()
    const button = form.querySelector("button")
    const output = form.parentElement.querySelector("output")
    let path = form.dataset.path
    const asked = new URLSearchParams()
    for (const field of form.querySelectorAll("[name]")) {
      if (field.dataset.in === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(field.value))
      else if (field.value) asked.set(field.name, field.value)
    }
    const address = asked.size ? `${path}?${asked}` : path
    button.setAttribute("aria-busy", "true")
    const begun = performance.now()
    try {
      const answer = await fetch(address)
      const type = answer.headers.get("content-type") || ""
      const bytes = await answer.arrayBuffer()
      const spent = Math.round(performance.now() - begun)
      const text = /json|text|xml|csv|javascript/.test(type) ? new TextDecoder().decode(bytes.slice(0, 20000)) : ""
      output.querySelector(".told").textContent = `${address} · ${answer.status} · ${spent} ms · ${bytes.byteLength} B · ${type}`
      output.querySelector("code").textContent = text
    } catch (error) {
      output.querySelector(".told").textContent = `${address} · ${error.message}`
      output.querySelector("code").textContent = ""
    } finally {
      button.removeAttribute("aria-busy")
      output.hidden = false
    }
  })
}
