export default {
  title: "system",
};
