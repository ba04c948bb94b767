namespace PenguinMails.DevVault.Hosting;

/// <summary>The command line makes no server that may be started; the message says what to change.</summary>
internal sealed class StartRefusedException(string message) : Exception(message);
