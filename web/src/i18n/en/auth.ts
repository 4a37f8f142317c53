export default {
  email: "E-mail",
  password: "Password",
  emailWrong: "This is not an e-mail address.",
  passwordMissing: "Please enter your password.",
  lengthRule: "At least {{min}} characters",
  setup: {
    title: "Welcome",
    lead: "StreamingPro takes one live stream to every platform. First, create the administrator's account.",
    emailHint: "You will sign in with it. Nothing is sent there.",
    passwordHint: "A few unrelated words in a row are easy to remember and hard to guess.",
    submit: "Create the account",
    next: "Next: your first live stream, in about two minutes.",
  },
  signIn: {
    title: "Sign in",
    submit: "Sign in",
    locked: "Too many wrong tries. For safety, the next one has to wait.",
    wait: "You can try again in {{time}}.",
    waitOver: "You can try again now.",
  },
};
