using PenguinMails.KeyIssuance.ApiKeys.Keys;
using PenguinMails.KeyIssuance.ApiKeys.Leaks;
using PenguinMails.KeyIssuance.ApiKeys.Usage;
using PenguinMails.KeyIssuance.ApiKeys.Verification;

namespace PenguinMails.KeyIssuance.ApiKeys.Admission;

/// <summary>For the gateway, which verifies keys, holds them to their limits and counts their use, and for Identity. The gateway has no route to it.</summary>
internal static class AdmissionEndpoints
{
    private const int MostKeys = 1_000;
    private const int MostWanted = CreateApiKey.HighestLimit;

    // Keys that ended longer ago are unknown to the gateway: it answers the same 401 under another code.
    private static readonly TimeSpan RememberEnded = TimeSpan.FromDays(30);

    public static void MapApiKeyAdmission(this IEndpointRouteBuilder routes)
    {
        var gateway = routes.MapGroup("/internal/api-keys").RequireAuthorization(AccessPolicies.Service(ServiceScopes.AdmitApiKeys)).ExcludeFromDescription();
        gateway.MapGet("/changes", ListChanges);
        gateway.MapPost("/allowances", Take);
        gateway.MapPost("/usage", Store);
        gateway.MapPost("/exposed", Report);

        routes.MapPost("/internal/api-keys/prove", Prove)
            .RequireAuthorization(AccessPolicies.Service(ServiceScopes.ProveApiKeys)).ExcludeFromDescription();
    }

    private static async Task<Ok<ChangedApiKeys>> ListChanges(Database database, TimeProvider time, CancellationToken cancellationToken, long after = 0)
    {
        var rows = await database.ReadAsync(
            read => read.QueryAsync<ApiKeyRow>(
                $"""
                select {ApiKeyRow.Columns} from api_key k
                where change_number > @after and coalesce(revoked_at, 'infinity') > @ended and coalesce(expires_at, 'infinity') > @ended
                order by change_number limit @MostKeys
                """,
                new { after, ended = time.GetUtcNow() - RememberEnded, MostKeys }),
            cancellationToken);
        return TypedResults.Ok(new ChangedApiKeys([.. rows.Select(row => row.ToKnown())], rows.Count < MostKeys));
    }

    private static async Task<Results<Ok<Allowance>, ApiProblem>> Take(AllowanceRequest request, AllowanceStore allowances, CancellationToken cancellationToken) =>
        request.Wanted is >= 1 and <= MostWanted
            ? TypedResults.Ok(await allowances.TakeAsync(request, cancellationToken))
            : new FieldErrors().Require(false, "wanted", $"Must lie between 1 and {MostWanted}.").ToProblem();

    private static async Task<Results<NoContent, ApiProblem>> Store(UsageBatch batch, UsageStore usage, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors()
            .Require(batch.Number > 0, "number", "Must be at least 1.")
            .Require(batch.Entries.Count is >= 1 and <= UsageCounter.MostEntries, "entries", $"Must have 1 to {UsageCounter.MostEntries} entries.")
            .Require(batch.Entries.All(entry => entry is { Requests: > 0, Refused: >= 0, RateLimited: >= 0 }), "entries", "Must count something.");
        if (errors.Any)
        {
            return errors.ToProblem();
        }

        await usage.StoreAsync(batch, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ApiProblem>> Report(PlainTextPresentedKey request, LeakedKeys leaks, CancellationToken cancellationToken)
    {
        if (!PlainTextApiKey.TryParse(request.Key, out var key))
        {
            return new FieldErrors().Require(false, "key", "Is no API key.").ToProblem();
        }

        await leaks.ReportAsync(new LeakReport(key, "address of a request", Place: null), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<ProvenApiKey>, ApiProblem>> Prove(PlainTextPresentedKey request, KeyVerification keys, CancellationToken cancellationToken) =>
        PlainTextApiKey.TryParse(request.Key, out var key) && await keys.JudgeAsync(key, cancellationToken) is (ApiKeyVerdict.Live, { } known)
            ? TypedResults.Ok(new ProvenApiKey(known.KeyId, known.TenantId, known.Permissions))
            : new ApiProblem(ProblemCatalog.ApiKeyEnded);
}
