namespace PenguinMails.DevVault.Transit;

/// <summary>An item that cannot be processed. In a batch it spoils only itself.</summary>
/// <param name="isInternal">Shown as a failure of the server (the original does so for altered cipher text), not of the request.</param>
internal sealed class TransitException(string message, bool isInternal = false) : Exception(message)
{
    public bool IsInternal => isInternal;
}
