export default {
  title: "account",
};
