using PenguinMails.KeyIssuance.ApiKeys.Keys;

namespace PenguinMails.KeyIssuance.ApiKeys.Leaks;

/// <summary>A key that was seen where others can read it.</summary>
/// <param name="Key">What was seen.</param>
/// <param name="Source">Who reports it, or where it was seen, in the platform's own words.</param>
/// <param name="Place">Where exactly, as the reporter says; null when that is not known.</param>
internal sealed record LeakReport(PlainTextApiKey Key, string Source, string? Place);

/// <summary>Acts on reports of leaked keys: a key that works is revoked, or only reported where the setting says so; the tenant and the administrators are told.</summary>
internal sealed class LeakedKeys(Database database, ApiKeyChanges changes, AuditTrail trail, IOptions<ApiKeyOptions> options, TimeProvider time)
{
    public const string AlertKind = "api_key.leaked";

    private const string Action = "api_key.leak";
    private const int LongestPlace = 500;

    /// <returns>Whether it is, or was, a key of ours.</returns>
    public Task<bool> ReportAsync(LeakReport report, CancellationToken cancellationToken) => database.InTransactionAsync(
        async transaction =>
        {
            var key = await transaction.FindApiKeyAsync(tenantId: null, report.Key.KeyId, forChange: true);
            var verdict = KnownApiKey.Judge(key?.ToKnown(), report.Key, time.GetUtcNow());
            if (key is null || verdict == ApiKeyVerdict.Unknown)
            {
                return false;
            }

            var isRevokedNow = verdict == ApiKeyVerdict.Live && options.Value.RevokeLeaked;
            var details = DetailsOf(report);
            await trail.RecordAsync(transaction, trail.Platform, new AuditEntry(Action, AuditOutcomes.Success)
            {
                Secret = key.Reference,
                VersionId = key.KeyId,
                Details = new(details, StringComparer.Ordinal)
                {
                    ["consequence"] = isRevokedNow ? "revoked" : verdict == ApiKeyVerdict.Live ? "reported" : "none, it worked no more",
                },
            });
            if (isRevokedNow)
            {
                await changes.RevokeAsync(transaction, key, trail.Platform, "It was found where others can read it.", ApiKeyRevocations.Leaked, details);
            }

            if (verdict == ApiKeyVerdict.Live)
            {
                await transaction.PublishAsync(AlertOf(key, report, isRevokedNow));
            }

            return true;
        },
        cancellationToken);

    private AlertRaised AlertOf(ApiKeyRow key, LeakReport report, bool isRevoked) => new(
        Guid.CreateVersion7(time.GetUtcNow()),
        AlertKind,
        AlertSeverities.Critical,
        $"{AlertKind}:{key.KeyId}",
        key.TenantId,
        key.Reference,
        $"API key {key.KeyId} was found where others can read it ({report.Source}). {(isRevoked ? "It was revoked." : "It still works.")}",
        isRevoked
            ? "See in the ledger what it was used for lately; the tenant creates another key."
            : $"Revoke it: POST /api/v1/admin/secrets/tenant/{key.TenantId}/api-keys/{key.KeyId}/revoke.",
        Activity.Current?.TraceId.ToHexString(),
        time.GetUtcNow());

    // A place is what a stranger wrote, and may hold the key itself.
    private static Dictionary<string, string> DetailsOf(LeakReport report)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["source"] = report.Source };
        if (report.Place is { } place)
        {
            var safe = SafeText.Of(place.Replace(report.Key.Text, "(the key)", StringComparison.Ordinal));
            details["place"] = safe.Length > LongestPlace ? safe[..LongestPlace] : safe;
        }

        return details;
    }
}
