namespace PenguinMails.DevVault.Transit;

/// <summary>An item that cannot be processed. In a batch it spoils only itself.</summary>
internal sealed class TransitException(string message) : Exception(message);
