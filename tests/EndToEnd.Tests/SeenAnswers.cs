using System.Collections.Concurrent;

namespace PenguinMails.EndToEnd.Tests;

/// <summary>An answer of the gateway to somebody who is signed in.</summary>
public sealed record SeenAnswer(string Method, string Path, int Status, string TraceId);

/// <summary>Remembers how every request of these tests was answered, so that the ledger can be compared with it.</summary>
public sealed class SeenAnswers(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly ConcurrentQueue<SeenAnswer> _all = [];
    private readonly ConcurrentDictionary<string, bool> _keys = new(StringComparer.Ordinal);

    public IReadOnlyCollection<SeenAnswer> All => _all;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await base.SendAsync(request, cancellationToken);
        // The first answer again is no second change.
        var isRepeated = request.Headers.TryGetValues("Idempotency-Key", out var key) && !_keys.TryAdd(string.Concat(key), true);
        if (!isRepeated && request.Headers.Authorization is not null && answer.Headers.TryGetValues("X-Trace-Id", out var trace))
        {
            _all.Enqueue(new SeenAnswer(request.Method.Method, request.RequestUri!.AbsolutePath, (int)answer.StatusCode, trace.Single()));
        }

        return answer;
    }
}
