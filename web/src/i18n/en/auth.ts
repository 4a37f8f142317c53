export default {
  title: "auth",
};
