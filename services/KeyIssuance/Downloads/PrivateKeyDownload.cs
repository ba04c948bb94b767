using PenguinMails.Contracts;
using PenguinMails.ServiceDefaults;
using PenguinMails.Ssh;
using PenguinMails.Vault;

namespace PenguinMails.KeyIssuance.Downloads;

/// <summary>
/// Hands out a private key, once. Everything that can fail — Vault, the passphrase, formatting — comes before the claim; after
/// the claim there is only the answer. So an outage costs nobody their key, and a race has one winner.
/// </summary>
public sealed class PrivateKeyDownload(DownloadClaims claims, IKeyValueStore vault, IPrivateKeyFormat format, ILogger<PrivateKeyFile> log)
{
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

        var privateKey = await ReadAsync(secret, version, request.PlainTextPassphrase, cancellationToken);
        if (privateKey is null)
        {
            // The path already holds another version: a rotation is about to commit.
            return new ApiProblem(ProblemCatalog.OperationInProgress);
        }

        if (await claims.ClaimAsync(secret, version, caller, cancellationToken) is not { } downloadId)
        {
            privateKey.Dispose();
            return await RefuseAsync(secret, await claims.FindCurrentAsync(secret, cancellationToken), caller, cancellationToken);
        }

        return new PrivateKeyFile(privateKey, downloadId, claims, log);
    }

    private async Task<IResult> RefuseAsync(
        SecretReference secret, DownloadableVersion? version, Caller caller, CancellationToken cancellationToken)
    {
        var problem = version is null ? ProblemCatalog.NoActiveKey : ProblemCatalog.AlreadyDownloaded;
        await claims.RefuseAsync(secret, version?.VersionId, caller, problem, cancellationToken);
        return new ApiProblem(problem);
    }

    private async Task<PlainTextPrivateKey?> ReadAsync(
        SecretReference secret, DownloadableVersion version, string? passphrase, CancellationToken cancellationToken)
    {
        using var stored = await vault.ReadAsync(VaultPath.Ssh(secret.TenantId, secret.Name), cancellationToken: cancellationToken);
        if (stored is null || stored.Text("fingerprint") != version.Fingerprint)
        {
            return null;
        }

        var privateKey = new PlainTextPrivateKey(stored.Utf8("private_key").Span);
        if (passphrase is null)
        {
            return privateKey;
        }

        using (privateKey)
        {
            return await format.EncryptAsync(privateKey, passphrase, cancellationToken);
        }
    }
}
