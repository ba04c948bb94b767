using System.Text;
using System.Text.Json.Nodes;
using PenguinMails.Contracts;
using PenguinMails.KeyIssuance.SecretTypes;
using PenguinMails.ServiceDefaults;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Tests.SecretTypes;

/// <summary>
/// The template of a new secret type whose target makes the material and whose proof needs it (services/KeyIssuance/SecretTypes/README.md):
/// tokens of an outside service. It lives in the tests only, where every order of events is explored with it.
/// </summary>
internal sealed class TokenType(ITokenService service) : SecretType
{
    public const string TypeName = "token";

    /// <summary>The value that holds the token, sealed.</summary>
    public const string Token = "token";

    // 1. The descriptor says everything that the lifecycle asks.
    public override SecretTypeDescriptor Descriptor { get; } = new(
        TypeName, TypeName, MaterialOrigin.Target, ProofNeedsMaterial: true, RevealMode.StepUp, NeedsServer: false)
    {
        DefaultInterval = TimeSpan.FromDays(180),
        DefaultGracePeriod = TimeSpan.FromHours(1),
        DefaultAlertBefore = TimeSpan.FromDays(7),
        SealedValues = [Token],
        Noun = "token",
        TargetNoun = "service",
    };

    // 2. How one begins, and where readers find it.
    public override Enrolment ReadEnrolment(JsonObject body) => EnrolmentBody.As<TokenEnrolment>(body, request =>
        request.Name.Length is > 0 and <= 40
            ? new Enrolment.Read(new NewSecret(request.Name, request.Scope is null ? [] : new Dictionary<string, string> { ["scope"] = request.Scope }))
            : new Enrolment.Invalid(new FieldErrors().Require(false, "name", "Must have 1 to 40 characters.")));

    public override VaultPath PathOf(SecretReference secret) =>
        VaultPath.Of("penguinmails", "tokens", secret.TenantId.ToString("D"), secret.Name);

    // 3. Creating is installing. The owner is what the target remembers, so that orphans are found.
    public override async Task<CreateOutcome> CreateAsync(SecretContext context, Guid versionId, CancellationToken cancellationToken)
    {
        try
        {
            var created = await service.CreateAsync(OwnerOf(context), cancellationToken);
            return new CreateOutcome.Created(new PlainTextValues { { Token, created.PlainTextToken }, { SecretValues.TargetId, created.Id } });
        }
        catch (TokenServiceException failure)
        {
            return new CreateOutcome.NotCreated(Unreachable(failure));
        }
    }

    // 4. Use it for real.
    public override Task<TargetAnswer> VerifyAsync(SecretContext context, SecretMaterial staged, CancellationToken cancellationToken) =>
        TryAsync(async () => await IsAcceptedAsync(staged, cancellationToken)
            ? TargetAnswer.Confirmed
            : new TargetAnswer.Retry("token_refused", "The service refuses the new token."));

    // 5. End it.
    public override Task<TargetAnswer> RetireAsync(SecretContext context, SecretVersion version, CancellationToken cancellationToken) =>
        DeleteAsync(context, version.TargetId!, cancellationToken);

    // 6. Prove its end. Without its material only the service itself can say that it is gone.
    public override Task<TargetAnswer> ProveRefusedAsync(
        SecretContext context, SecretVersion version, SecretMaterial? material, CancellationToken cancellationToken) => TryAsync(async () =>
        {
            var isAccepted = material is null
                ? await service.ExistsAsync(version.TargetId!, cancellationToken)
                : await IsAcceptedAsync(material, cancellationToken);
            return isAccepted ? new TargetAnswer.Retry("still_accepted", "The service still accepts the token.") : TargetAnswer.Confirmed;
        });

    // 7. What a crash leaves behind is found by listing, and deleted.
    public override async Task<ListOutcome> ListAsync(SecretContext context, CancellationToken cancellationToken)
    {
        try
        {
            return new ListOutcome.Listed(await service.ListAsync(OwnerOf(context), cancellationToken));
        }
        catch (TokenServiceException failure)
        {
            return new ListOutcome.NotListed(Unreachable(failure));
        }
    }

    public override Task<TargetAnswer> DeleteAsync(SecretContext context, string targetId, CancellationToken cancellationToken) => TryAsync(async () =>
    {
        await service.DeleteAsync(targetId, cancellationToken);
        return TargetAnswer.Confirmed;
    });

    private static string OwnerOf(SecretContext context) => $"{context.SecretId:D}";

    private async Task<bool> IsAcceptedAsync(SecretMaterial material, CancellationToken cancellationToken)
    {
        using var token = await material.OpenAsync(Token, cancellationToken);
        return await service.TryAsync(Encoding.UTF8.GetString(token.Span), cancellationToken);
    }

    private static async Task<TargetAnswer> TryAsync(Func<Task<TargetAnswer>> call)
    {
        try
        {
            return await call();
        }
        catch (TokenServiceException failure)
        {
            return Unreachable(failure);
        }
    }

    private static TargetAnswer.Retry Unreachable(TokenServiceException failure) =>
        new("server_unreachable", failure.Message, IsUnreachable: true);
}

/// <summary>Enrols a token.</summary>
internal sealed record TokenEnrolment(string Name, string? Scope = null);

/// <summary>A service that makes tokens itself and shows each one once.</summary>
internal interface ITokenService
{
    Task<CreatedToken> CreateAsync(string owner, CancellationToken cancellationToken);

    Task<IReadOnlyList<string>> ListAsync(string owner, CancellationToken cancellationToken);

    Task DeleteAsync(string id, CancellationToken cancellationToken);

    /// <summary>Uses a token.</summary>
    /// <returns>Whether the service accepts it.</returns>
    Task<bool> TryAsync(string token, CancellationToken cancellationToken);

    Task<bool> ExistsAsync(string id, CancellationToken cancellationToken);
}

/// <summary>A new token.</summary>
internal sealed record CreatedToken(string Id, string PlainTextToken)
{
    public override string ToString() => $"[token {Id}, redacted]";
}

/// <summary>The service did not answer.</summary>
internal sealed class TokenServiceException(string message) : Exception(message);
