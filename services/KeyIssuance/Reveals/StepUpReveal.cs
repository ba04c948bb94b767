using PenguinMails.KeyIssuance.Material;

namespace PenguinMails.KeyIssuance.Reveals;

/// <summary>
/// Hands out the current version to a person who has stepped up and says why (docs/adr/0069-who-gets-material.md). The claim commits with its
/// audit intent before Vault is asked. A failure before the answer gives the claim back, on the record. Each request is a reveal of its own:
/// nothing of it is remembered for a repeated one.
/// </summary>
public sealed class StepUpReveal(
    RevealClaims claims, SecretTypeCatalog types, IKeyValueStore vault, TenantSeal seal, TimeProvider time, ILogger<RevealAnswer> log)
{
    public async Task<IResult> RunAsync(SecretReference secret, string reason, Caller caller, CancellationToken cancellationToken)
    {
        var type = types.Get(secret.Type);
        if (type.Descriptor.Reveal != RevealMode.StepUp)
        {
            return await RefuseAsync(secret, caller, ProblemCatalog.NotRevealable, cancellationToken);
        }

        return await claims.FindCurrentAsync(secret, cancellationToken) is { } version
            && await claims.ClaimAsync(secret, version, RevealMode.StepUp, caller, reason, cancellationToken) is { } revealId
            ? await HandOutAsync(type, new Claim(secret, version, revealId))
            : await RefuseAsync(secret, caller, ProblemCatalog.NoActiveKey, cancellationToken);
    }

    // A caller who hangs up does not stop it half-way.
    private async Task<IResult> HandOutAsync(SecretType type, Claim claim)
    {
        PlainTextFields? fields = null;
        try
        {
            fields = await ReadAsync(type, claim);
            // It may have been revoked while Vault was asked: then nobody gets it.
            if (fields is not null && (await claims.FindCurrentAsync(claim.Secret, CancellationToken.None))?.VersionId == claim.Version.VersionId)
            {
                var answer = new RevealAnswer(claim.RevealId, claim.Version, fields, claims, time, log);
                fields = null;
                return answer;
            }

            await claims.GiveBackAsync(claim.RevealId, "version_changed", CancellationToken.None);
            return new ApiProblem(ProblemCatalog.OperationInProgress);
        }
        catch (Exception failure) when (failure is VaultUnavailableException or VaultRefusedException)
        {
            await claims.GiveBackAsync(claim.RevealId, "not_delivered", CancellationToken.None);
            throw;
        }
        finally
        {
            fields?.Dispose();
        }
    }

    /// <returns>Null when Vault holds another version at the path by now.</returns>
    private async Task<PlainTextFields?> ReadAsync(SecretType type, Claim claim)
    {
        var stored = await vault.ReadAsync(type.PathOf(claim.Secret), claim.Version.VaultVersion, CancellationToken.None);
        if (stored is null)
        {
            return null;
        }

        using var material = new SecretMaterial(seal, claim.Secret.TenantId, stored);
        return material.Text(SecretValues.VersionId) == claim.Version.VersionId.ToString()
            ? await PlainTextFields.OpenAsync(type, material, CancellationToken.None)
            : null;
    }

    private async Task<ApiProblem> RefuseAsync(SecretReference secret, Caller caller, ProblemKind problem, CancellationToken cancellationToken)
    {
        await claims.RefuseAsync(secret, versionId: null, RevealMode.StepUp, caller, problem, cancellationToken);
        return new ApiProblem(problem);
    }
}
