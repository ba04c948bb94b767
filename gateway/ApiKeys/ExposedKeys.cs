using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http.Features;

namespace PenguinMails.Gateway.ApiKeys;

/// <summary>
/// Refuses requests whose address holds a key: proxies, browsers and servers log addresses, so a key that works counts as leaked and is reported.
/// </summary>
internal sealed class ExposedKeys(KnownKeys keys, KeyIssuanceCalls calls, ILogger<ExposedKeys> log)
{
    private const int MostRemembered = 10_000;

    private readonly ConcurrentDictionary<Guid, bool> _reported = new();

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        if (!MayHoldKey(target) || PlainTextApiKey.FindIn(Uri.UnescapeDataString(target)) is not { Count: > 0 } found)
        {
            await next(context);
            return;
        }

        foreach (var key in found.Where(key => keys.Judge(key).Verdict == ApiKeyVerdict.Live))
        {
            await ReportAsync(key, context.RequestAborted);
        }

        await new ApiProblem(ProblemCatalog.ApiKeyExposed).ExecuteAsync(context);
    }

    // An underscore may be written %5F; nobody writes the letters so by accident.
    private static bool MayHoldKey(string target) => target.Length > PlainTextApiKey.Length
        && (target.Contains(PlainTextApiKey.Prefix, StringComparison.Ordinal) || target.Contains('%'));

    private async Task ReportAsync(PlainTextApiKey key, CancellationToken cancellationToken)
    {
        if (_reported.Count >= MostRemembered)
        {
            _reported.Clear();
        }

        if (!_reported.TryAdd(key.KeyId, true))
        {
            return;
        }

        Log.Exposed(log, key.KeyId);
        try
        {
            await calls.ReportExposedAsync(key, cancellationToken);
        }
        catch (HttpRequestException failure)
        {
            _reported.TryRemove(key.KeyId, out _); // the next time then
            Log.NotReported(log, failure.Message);
        }
    }
}
