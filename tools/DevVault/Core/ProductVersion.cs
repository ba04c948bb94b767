namespace PenguinMails.DevVault.Core;

internal static class ProductVersion
{
    /// <summary>The version of Vault whose HTTP API this speaks. Clients choose what they use by it.</summary>
    public const string Text = "1.8.0-devvault";
}
