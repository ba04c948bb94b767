namespace PenguinMails.DevVault.Core;

internal static class ProductVersion
{
    /// <summary>The version of Vault whose HTTP API this speaks. Clients choose what they use by it.</summary>
    public const string Text = "2.0.3-devvault";

    /// <summary>Of the version that this follows.</summary>
    public const string BuildDate = "2026-11-10T00:00:00Z";
}
