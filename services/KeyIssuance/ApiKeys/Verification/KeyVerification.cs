using PenguinMails.KeyIssuance.ApiKeys.Keys;

namespace PenguinMails.KeyIssuance.ApiKeys.Verification;

/// <summary>Verifies keys by this service's own table: every answer is as of now.</summary>
internal sealed class KeyVerification(Database database, TimeProvider time)
{
    public async Task<(ApiKeyVerdict Verdict, KnownApiKey? Key)> JudgeAsync(PlainTextApiKey presented, CancellationToken cancellationToken)
    {
        var known = (await database.ReadAsync(read => read.FindApiKeyAsync(tenantId: null, presented.KeyId), cancellationToken))?.ToKnown();
        var verdict = KnownApiKey.Judge(known, presented, time.GetUtcNow());
        return (verdict, verdict == ApiKeyVerdict.Unknown ? null : known);
    }
}
