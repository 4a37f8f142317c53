export default {
  title: "overview",
};
