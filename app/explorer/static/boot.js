try{document.documentElement.dataset.theme=localStorage.theme||"auto"}catch{}
document.documentElement.classList.add("js")
