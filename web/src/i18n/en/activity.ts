export default {
  title: "activity",
};
