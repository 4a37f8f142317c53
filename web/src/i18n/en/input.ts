export default {
  title: "input",
};
