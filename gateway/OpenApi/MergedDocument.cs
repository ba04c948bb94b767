using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using PenguinMails.Gateway.Routing;

namespace PenguinMails.Gateway.OpenApi;

/// <summary>
/// The whole API as one document, from the services' own. Asked for anew after a minute; a service that is away is
/// described as it was when it last answered. A service that never answered would be missing, so there is no document then.
/// </summary>
internal sealed class MergedDocument(ServiceDirectory directory, IHttpClientFactory clients, TimeProvider time) : IDisposable
{
    public const string ClientName = "service-openapi";

    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);
    private readonly IReadOnlyList<BackendService> _services = [.. directory.Services.Where(service => service.IsOfApi)];
    private readonly SemaphoreSlim _merging = new(1);
    private readonly ConcurrentDictionary<string, JsonObject> _documents = new(StringComparer.Ordinal);
    private byte[]? _merged;
    private long _mergedAt;

    public static async Task<IResult> GetAsync(MergedDocument document, CancellationToken cancellationToken)
    {
        var (bytes, missing) = await document.ReadAsync(cancellationToken);
        return bytes is not null
            ? TypedResults.Bytes(bytes, "application/json")
            : new ApiProblem(ProblemCatalog.DependencyUnavailable) { Detail = $"Not described yet: {string.Join(", ", missing)}." };
    }

    public void Dispose() => _merging.Dispose();

    private async Task<(byte[]? Document, IReadOnlyList<string> Missing)> ReadAsync(CancellationToken cancellationToken)
    {
        await _merging.WaitAsync(cancellationToken);
        try
        {
            if (_merged is not null && time.GetElapsedTime(_mergedAt) < Freshness)
            {
                return (_merged, []);
            }

            await Task.WhenAll(_services.Select(service => FetchAsync(service, cancellationToken)));
            var missing = _services.Select(service => service.Name).Where(name => !_documents.ContainsKey(name)).ToList();
            if (missing.Count > 0)
            {
                return (null, missing);
            }

            _merged = JsonSerializer.SerializeToUtf8Bytes(DocumentMerger.Merge(_documents));
            _mergedAt = time.GetTimestamp();
            return (_merged, []);
        }
        finally
        {
            _merging.Release();
        }
    }

    private async Task FetchAsync(BackendService service, CancellationToken cancellationToken)
    {
        foreach (var address in service.Addresses)
        {
            try
            {
                using var client = clients.CreateClient(ClientName);
                if (await client.GetFromJsonAsync<JsonObject>(new Uri(address, "openapi/v1.json"), cancellationToken) is { } document)
                {
                    _documents[service.Name] = document;
                    return;
                }
            }
            catch (Exception failure) when (failure is HttpRequestException or JsonException or OperationCanceledException
                && !cancellationToken.IsCancellationRequested)
            {
                // The next instance, or what it last said.
            }
        }
    }
}
