// Before the first paint, so that a chosen theme does not flash. A file of its own: no script stands in the page.
const theme = localStorage.getItem('foyer.theme')
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
