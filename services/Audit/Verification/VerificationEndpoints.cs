namespace PenguinMails.Audit.Verification;

internal static class VerificationEndpoints
{
    public static void MapLedgerVerification(this IEndpointRouteBuilder routes)
    {
        var logs = routes.MapGroup("/api/v1/admin/vault/audit-logs").RequireAuthorization(AccessPolicies.Admin).WithTags("Audit");

        logs.MapGet("/verify", VerifyAsync).Audited("audit_log.verify").Describe("verifyLedger", "Verifies the whole ledger: hashes, links, signatures and kept checkpoints");
        logs.MapGet("/keys", KeysAsync).Audited("audit_log.read").Describe("listLedgerKeys", "Lists the public keys that verify exports offline");
    }

    /// <summary>Takes time in proportion to the ledger; one verification runs at a time.</summary>
    private static async Task<Results<Ok<LedgerVerificationResult>, ApiProblem>> VerifyAsync(
        LedgerVerification verification, VerificationGate gate, CancellationToken cancellationToken)
    {
        if (!gate.TryEnter())
        {
            return new ApiProblem(ProblemCatalog.TooManyRequests) { RetryAfter = TimeSpan.FromSeconds(10) };
        }

        try
        {
            return TypedResults.Ok(await verification.VerifyAsync(cancellationToken));
        }
        finally
        {
            gate.Leave();
        }
    }

    private static async Task<Ok<LedgerKeys>> KeysAsync(ITransit transit, CancellationToken cancellationToken)
    {
        var key = await transit.ReadKeyAsync(TransitKey.AuditCheckpoints, cancellationToken);
        return TypedResults.Ok(new LedgerKeys([.. (key?.PublicKeys ?? new Dictionary<int, string>()).OrderBy(version => version.Key)
            .Select(version => new LedgerKey(version.Key, version.Value))]));
    }
}

/// <summary>The public keys that checkpoints are signed with.</summary>
public sealed record LedgerKeys(IReadOnlyList<LedgerKey> Keys);

/// <param name="Version">The <c>n</c> of a signature <c>vault:v{n}:…</c>.</param>
/// <param name="PublicKey">PEM, ECDSA P-256.</param>
public sealed record LedgerKey(int Version, string PublicKey);
