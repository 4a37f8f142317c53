export default {
  title: "destinations",
};
