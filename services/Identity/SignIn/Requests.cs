using System.ComponentModel.DataAnnotations;
using PenguinMails.Identity.Credentials;

namespace PenguinMails.Identity.SignIn;

/// <param name="Email">The user's e-mail address.</param>
/// <param name="Password">The password, at most 256 characters.</param>
/// <param name="TotpCode">The six digits that the authenticator shows now.</param>
[Example("""{"email":"owner@acme.example","password":"correct horse battery staple","totpCode":"123456"}""")]
public sealed record PlainTextSignInRequest(
    [property: MaxLength(EmailAddress.MaxLength)] string Email,
    [property: Length(1, CredentialRules.MaxPasswordLength)] string Password,
    [property: RegularExpression(CredentialRules.TotpCodePattern)] string TotpCode)
{
    public override string ToString() => "sign-in (redacted)";

    internal FieldErrors Validate() => new FieldErrors()
        .Require(EmailAddress.IsPlausible(Email), "email", $"Must be an e-mail address of at most {EmailAddress.MaxLength} characters.")
        .RequireCredentials(Password, TotpCode);
}

/// <param name="Password">The password, at most 256 characters.</param>
/// <param name="TotpCode">The six digits that the authenticator shows now; a code that signed in works no second time.</param>
[Example("""{"password":"correct horse battery staple","totpCode":"123456"}""")]
public sealed record PlainTextStepUpRequest(
    [property: Length(1, CredentialRules.MaxPasswordLength)] string Password,
    [property: RegularExpression(CredentialRules.TotpCodePattern)] string TotpCode)
{
    public override string ToString() => "step-up (redacted)";

    internal FieldErrors Validate() => new FieldErrors().RequireCredentials(Password, TotpCode);
}

/// <summary>Lets the session do sensitive things for a short time.</summary>
/// <param name="Grant">Send it as <c>X-Step-Up</c>.</param>
/// <param name="ExpiresAt">Until when it is valid, UTC.</param>
public sealed record PlainTextGrant(string Grant, DateTimeOffset ExpiresAt)
{
    public override string ToString() => "grant (redacted)";
}

internal static class CredentialRules
{
    public const int MaxPasswordLength = 256;
    public const string TotpCodePattern = "^[0-9]{6}$";

    public static FieldErrors RequireCredentials(this FieldErrors errors, string password, string totpCode) => errors
        .Require(password.Length is > 0 and <= MaxPasswordLength, "password", $"Must have 1 to {MaxPasswordLength} characters.")
        .Require(totpCode.Length == Totp.Digits && totpCode.All(char.IsAsciiDigit), "totpCode", $"Must be {Totp.Digits} digits.");
}
