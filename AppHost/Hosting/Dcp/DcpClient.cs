using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aspire.Hosting.Dcp;

/// <summary>The orchestrator's REST API.</summary>
internal sealed class DcpClient(HttpClient http) : IDisposable
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    private const string Api = "/apis/usvc-dev.developer.microsoft.com/v1";
    private const string Administration = "/admin/execution";
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(20);

    public async Task CreateAsync<T>(string plural, T body, CancellationToken cancellationToken)
    {
        using var content = JsonContent.Create(body, options: Json);
        using var response = await SendAsync(HttpMethod.Post, $"{Api}/{plural}", content, cancellationToken);
        await ThrowUnlessSuccessAsync(response, cancellationToken);
    }

    /// <summary>Null: there is no such object.</summary>
    public async Task<T?> GetAsync<T>(string plural, string name, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await SendAsync(HttpMethod.Get, $"{Api}/{plural}/{name}", content: null, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        await ThrowUnlessSuccessAsync(response, cancellationToken);
        return await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken);
    }

    /// <summary>Asks the executable to end: SIGTERM, and SIGKILL if it has not ended some seconds later.</summary>
    public async Task StopExecutableAsync(string name, CancellationToken cancellationToken)
    {
        using var patch = Patch("application/json-patch+json", """[{"op":"add","path":"/spec/stop","value":true}]""");
        using var response = await SendAsync(HttpMethod.Patch, $"{Api}/executables/{name}", patch, cancellationToken);
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            await ThrowUnlessSuccessAsync(response, cancellationToken);
        }
    }

    /// <summary>Removes the object; an executable is stopped first.</summary>
    public async Task DeleteAsync(string plural, string name, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Delete, $"{Api}/{plural}/{name}", content: null, cancellationToken);
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            await ThrowUnlessSuccessAsync(response, cancellationToken);
        }
    }

    /// <summary>The current objects and every change to them, until the server closes the stream.</summary>
    public async IAsyncEnumerable<DcpChange<T>> WatchAsync<T>(
        string plural, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await http.GetStreamAsync($"{Api}/{plural}?watch=true", cancellationToken);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (JsonSerializer.Deserialize<DcpChange<T>>(line, Json) is { } change)
            {
                yield return change;
            }
        }
    }

    /// <summary>Every line that the executable has written and will write, each after its time.</summary>
    public Task<Stream> OpenLogAsync(string executable, string source, CancellationToken cancellationToken) =>
        http.GetStreamAsync($"{Api}/executables/{executable}/log?source={source}&follow=true&timestamps=true", cancellationToken);

    /// <summary>Ends the orchestrator and all that it runs.</summary>
    public async Task ShutDownAsync(CancellationToken cancellationToken)
    {
        using var patch = Patch("application/merge-patch+json", """{"status":"Stopping","shutdownResourceCleanup":"Full"}""");
        using var response = await SendAsync(HttpMethod.Patch, Administration, patch, cancellationToken);
        await ThrowUnlessSuccessAsync(response, cancellationToken);
    }

    public void Dispose() => http.Dispose();

    // The media type must stand alone; a charset behind it is refused.
    private static StringContent Patch(string mediaType, string json) => new(json, new MediaTypeHeaderValue(mediaType));

    private static async Task ThrowUnlessSuccessAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new DistributedApplicationException(
                $"DCP answered {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(RequestTimeout);
        using var request = new HttpRequestMessage(method, path) { Content = content };
        return await http.SendAsync(request, timeout.Token);
    }
}

/// <summary>Type is ADDED, MODIFIED or DELETED.</summary>
internal sealed record DcpChange<T>(string Type, T Object);
