using System.ComponentModel.DataAnnotations;
using PenguinMails.Identity.Credentials;
using PenguinMails.Identity.Sessions;
using PenguinMails.Identity.SignIn;

namespace PenguinMails.Identity.Invitations;

/// <summary>What somebody sees who opens an invitation.</summary>
/// <param name="Email">The address to sign in with.</param>
/// <param name="Role">The role.</param>
/// <param name="TotpSecret">The secret for an authenticator, in base32.</param>
/// <param name="TotpUri">The same as authenticators read it, from a QR code or a link.</param>
/// <param name="TotpQrCode">That QR code as an SVG document.</param>
[Example("""{"email":"new@acme.example","role":"tenant_admin","totpSecret":"JBSWY3DP…","totpUri":"otpauth://totp/…","totpQrCode":"<svg …"}""")]
public sealed record PlainTextEnrolment(
    string Email, [property: OneOf(typeof(Roles))] string Role, string TotpSecret, string TotpUri, string TotpQrCode)
{
    public override string ToString() => "enrolment (redacted)";
}

/// <param name="Password">12 to 256 characters; none that is trivial or known to attackers.</param>
/// <param name="TotpCode">The six digits that the authenticator shows now.</param>
[Example("""{"password":"correct horse battery staple","totpCode":"123456"}""")]
public sealed record PlainTextAcceptance(
    [property: Length(PasswordRules.MinLength, CredentialRules.MaxPasswordLength)] string Password,
    [property: RegularExpression(CredentialRules.TotpCodePattern)] string TotpCode)
{
    public override string ToString() => "acceptance (redacted)";
}

internal static class InvitationEndpoints
{
    public static void MapInvitations(this IEndpointRouteBuilder routes)
    {
        var invitations = routes.MapGroup("/api/v1/auth/invitations").WithTags("Authentication");
        invitations.MapGet("{token}", ShowAsync).AllowAnonymous().Describe("getInvitation", "Shows an invitation with the secret for an authenticator")
            .CanFail(ProblemCatalog.InvitationExpired);
        invitations.MapPost("{token}/accept", AcceptAsync).AllowAnonymous().Describe("acceptInvitation", "Sets the password and enrols the authenticator")
            .CanFail(ProblemCatalog.InvitationExpired, ProblemCatalog.InvalidCredentials);
    }

    private static async Task<Results<Ok<PlainTextEnrolment>, ApiProblem>> ShowAsync(
        string token, HttpContext context, InvitationStore invitations, ITransit transit, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (token.Length > OpaqueToken.MaxLength || await invitations.OpenAsync(token, cancellationToken) is not { TotpSecret: { } cipherText } invitation)
        {
            return new ApiProblem(ProblemCatalog.InvitationExpired);
        }

        using var secret = await transit.DecryptAsync(TransitKey.Identity, cipherText, cancellationToken: cancellationToken);
        var text = Base32.Encode(secret.Span);
        var uri = TotpEnrolment.UriOf(invitation.Email, text);
        return TypedResults.Ok(new PlainTextEnrolment(invitation.Email, invitation.Role, text, uri, TotpEnrolment.QrCodeOf(uri)));
    }

    private static async Task<Results<NoContent, ApiProblem>> AcceptAsync(
        string token, PlainTextAcceptance body, HttpContext context, InvitationAcceptance acceptance)
    {
        var form = new FieldErrors().RequireCredentials(body.Password, body.TotpCode);
        if (form.Any)
        {
            return form.ToProblem();
        }

        return token.Length > OpaqueToken.MaxLength
            ? new ApiProblem(ProblemCatalog.InvitationExpired)
            : await acceptance.AcceptAsync(token, body.Password, body.TotpCode, context) is { } problem ? problem : TypedResults.NoContent();
    }
}
