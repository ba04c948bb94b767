using PenguinMails.Identity.Credentials;
using QRCoder;

namespace PenguinMails.Identity.Invitations;

/// <summary>A TOTP secret as authenticators take it.</summary>
internal static class TotpEnrolment
{
    private const string Issuer = "PenguinMails Secrets";

    /// <summary>The address that authenticators know (github.com/google/google-authenticator/wiki/Key-Uri-Format).</summary>
    public static string UriOf(string email, string secret) =>
        $"otpauth://totp/{Uri.EscapeDataString(Issuer)}:{Uri.EscapeDataString(email)}?secret={secret}"
        + $"&issuer={Uri.EscapeDataString(Issuer)}&algorithm=SHA1&digits={Totp.Digits}&period={Totp.StepSeconds}";

    /// <summary>An SVG document.</summary>
    public static string QrCodeOf(string uri)
    {
        using var data = QRCodeGenerator.GenerateQrCode(uri, QRCodeGenerator.ECCLevel.M);
        using var image = new SvgQRCode(data);
        return image.GetGraphic(pixelsPerModule: 4);
    }
}
