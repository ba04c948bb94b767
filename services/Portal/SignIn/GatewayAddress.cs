namespace PenguinMails.Portal.SignIn;

/// <summary>Where the portal reaches the API: <c>services:gateway:http:0</c>, or <c>…:https:0</c>.</summary>
internal static class GatewayAddress
{
    /// <exception cref="InvalidOperationException">It is not configured, or no http or https address.</exception>
    public static Uri Of(IConfiguration configuration) =>
        Uri.TryCreate(configuration["services:gateway:https:0"] ?? configuration["services:gateway:http:0"], UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
            ? address
            : throw new InvalidOperationException("Set services:gateway:http:0 to the gateway's address.");
}
