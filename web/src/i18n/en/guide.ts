export default {
  title: "guide",
};
