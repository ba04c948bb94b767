using PenguinMails.KeyIssuance.Material;
using PenguinMails.KeyIssuance.Reveals;
using PenguinMails.KeyIssuance.Servers.Connections;

namespace PenguinMails.KeyIssuance.SecretTypes.Ssh.Downloads;

/// <summary>
/// Hands out a private key, once. Vault wraps it first, which reveals nothing; then the claim commits with its audit intent; and
/// only the request that won the claim unwraps, writes the marker and sends. A failure before the marker gives the
/// claim back, on the record; after it there is only the answer (docs/adr/0011-download-leaves-vault-wrapped.md).
/// </summary>
public sealed class PrivateKeyDownload(
    RevealClaims claims, DownloadMarkers markers, IResponseWrapping wrapping, TenantSeal seal, IPrivateKeyFormat format, ILogger<PrivateKeyFile> log)
{
    private static readonly TimeSpan WrappingLife = TimeSpan.FromMinutes(1);

    public async Task<IResult> RunAsync(SecretReference secret, DownloadRequest request, Caller caller, CancellationToken cancellationToken)
    {
        var errors = request.Validate();
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        var version = await claims.FindCurrentAsync(secret, cancellationToken);
        if (version is null or { IsClaimed: true })
        {
            return await RefuseAsync(secret, version, caller, cancellationToken);
        }

        var wrapped = await wrapping.ReadWrappedAsync(VaultPath.Ssh(secret.TenantId, secret.Name), WrappingLife, cancellationToken: cancellationToken);
        if (wrapped is null)
        {
            // The path is being written: a rotation is about to commit.
            return new ApiProblem(ProblemCatalog.OperationInProgress);
        }

        return await claims.ClaimAsync(secret, version, caller, cancellationToken) is { } downloadId
            ? await HandOutAsync(new Claim(secret, version, downloadId), wrapped, request.PlainTextPassphrase)
            : await RefuseAsync(secret, await claims.FindCurrentAsync(secret, cancellationToken), caller, cancellationToken);
    }

    /// <summary>This request has won the claim. A caller who hangs up does not stop it half-way.</summary>
    private async Task<IResult> HandOutAsync(Claim claim, WrappedToken wrapped, string? passphrase)
    {
        PlainTextPrivateKey? privateKey = null;
        try
        {
            (var found, privateKey) = await UnwrapAsync(claim, wrapped, passphrase);
            switch (found)
            {
                case Found.AnotherVersion:
                    await claims.GiveBackAsync(claim.RevealId, "version_changed", CancellationToken.None);
                    return new ApiProblem(ProblemCatalog.OperationInProgress);
                case Found.NothingInTime:
                    // Nobody is known to have used the token: the tenant keeps the one download.
                    await claims.GiveBackAsync(claim.RevealId, "wrapping_expired", CancellationToken.None);
                    return new ApiProblem(ProblemCatalog.DependencyUnavailable);
                case Found.Unclear:
                    // It may be with somebody else: nobody gets this version any more, and a rotation makes another.
                    await claims.FinishAsync(claim.RevealId, delivered: false, CancellationToken.None);
                    return Unconfirmed(ProblemCatalog.AlreadyDownloaded);
                case Found.SpentByAnother:
                    return await RefuseAsync(claim, RevealAlerts.Intercepted);
            }

            if (await markers.TakeAsync(claim.Secret.TenantId, claim.Version.VersionId, claim.RevealId, CancellationToken.None))
            {
                var answer = new PrivateKeyFile(privateKey!, claim.RevealId, claims, log);
                privateKey = null;
                return answer;
            }

            return await RefuseAsync(claim, RevealAlerts.Repeated);
        }
        catch (Exception failure) when (failure is VaultUnavailableException or VaultRefusedException or SshToolException)
        {
            // Nothing has left this process. The tenant keeps the one download, unless the marker may have been written.
            var mayBeMarked = privateKey is not null && failure is VaultUnavailableException { MayHaveHappened: true };
            await (mayBeMarked
                ? claims.FinishAsync(claim.RevealId, delivered: false, CancellationToken.None)
                : claims.GiveBackAsync(claim.RevealId, "not_delivered", CancellationToken.None));
            throw;
        }
        finally
        {
            privateKey?.Dispose();
        }
    }

    private async Task<(Found Found, PlainTextPrivateKey? Key)> UnwrapAsync(Claim claim, WrappedToken wrapped, string? passphrase)
    {
        var outcome = await wrapping.UnwrapAsync(wrapped);
        if (outcome is not UnwrapOutcome.Unwrapped { Secret: var stored })
        {
            return (
                outcome switch
                {
                    UnwrapOutcome.AlreadySpent => Found.SpentByAnother,
                    UnwrapOutcome.Expired => Found.NothingInTime,
                    UnwrapOutcome.Unclear => Found.Unclear,
                    _ => Found.AnotherVersion, // the version was deleted when it was wrapped, which is nobody's theft
                },
                null);
        }

        using (stored)
        {
            if (stored.Text("version_id") != claim.Version.VersionId.ToString())
            {
                return (Found.AnotherVersion, null);
            }

            var privateKey = await seal.OpenKeyAsync(claim.Secret.TenantId, stored.Values, CancellationToken.None);
            if (passphrase is null)
            {
                return (Found.Key, privateKey);
            }

            using (privateKey)
            {
                return (Found.Key, await format.EncryptAsync(privateKey, passphrase, CancellationToken.None));
            }
        }
    }

    private async Task<IResult> RefuseAsync(
        SecretReference secret, RevealableVersion? version, Caller caller, CancellationToken cancellationToken)
    {
        var problem = version is null ? ProblemCatalog.NoActiveKey : ProblemCatalog.AlreadyDownloaded;
        await claims.RefuseAsync(secret, version?.VersionId, RevealMode.Once, caller, problem, cancellationToken);
        return version is { IsUnconfirmed: true } ? Unconfirmed(problem) : new ApiProblem(problem);
    }

    private static ApiProblem Unconfirmed(ProblemKind problem) =>
        new(problem) { Detail = "It was claimed, but its delivery is unconfirmed: the answer may not have arrived. Rotate the key to get a new one." };

    private async Task<IResult> RefuseAsync(Claim claim, RevealAlert alert)
    {
        await claims.RefuseClaimAsync(claim, alert, CancellationToken.None);
        return new ApiProblem(ProblemCatalog.AlreadyDownloaded);
    }

    private enum Found
    {
        Key,
        AnotherVersion,
        NothingInTime,
        Unclear,
        SpentByAnother,
    }
}
