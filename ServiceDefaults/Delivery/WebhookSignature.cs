namespace PenguinMails.ServiceDefaults;

/// <summary>How receivers of webhooks know who sent a body, and that they have had it: one way for all webhooks.</summary>
public static class WebhookSignature
{
    /// <summary><c>sha256=</c> and the HMAC-SHA-256 of the body's bytes, hexadecimal. The body holds the delivery's id and times.</summary>
    public const string SignatureHeader = "X-PenguinMails-Signature";

    /// <summary>The delivery's id, the same however often it is sent.</summary>
    public const string DeliveryHeader = "X-PenguinMails-Delivery";

    public static string Of(string secret, byte[] body) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));
}
