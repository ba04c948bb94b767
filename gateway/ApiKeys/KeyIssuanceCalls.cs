using System.Net;

namespace PenguinMails.Gateway.ApiKeys;

/// <summary>What the gateway asks and tells KeyIssuance of keys.</summary>
internal sealed class KeyIssuanceCalls(InternalCalls calls, GatewayCredential credential) : IAllowanceSource, IUsageSink
{
    private const string Service = "key-issuance";
    private const string Root = "internal/api-keys";

    /// <summary>The keys that have changed since that number.</summary>
    public async Task<ChangedApiKeys> ChangesAsync(long after, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Root}/changes?after={after}"), content: null, cancellationToken);
        return await ReadAsync<ChangedApiKeys>(answer, cancellationToken);
    }

    public async Task<Allowance> TakeAsync(AllowanceRequest request, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync($"{Root}/allowances", () => JsonContent.Create(request), cancellationToken);
        return await ReadAsync<Allowance>(answer, cancellationToken);
    }

    public async Task StoreAsync(UsageBatch batch, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync($"{Root}/usage", () => JsonContent.Create(batch), cancellationToken);
    }

    /// <summary>Reports a key that came where it is logged.</summary>
    public async Task ReportExposedAsync(PlainTextApiKey key, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync($"{Root}/exposed", () => JsonContent.Create(new PlainTextPresentedKey(key.Text)), cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(string path, Func<HttpContent>? content, CancellationToken cancellationToken)
    {
        var answer = await calls.SendAsync(Service, path, content, await credential.GetAsync(cancellationToken), cancellationToken);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        if (answer.StatusCode == HttpStatusCode.Unauthorized)
        {
            credential.Forget();
        }

        var status = answer.StatusCode;
        answer.Dispose();
        throw new HttpRequestException($"{Service} answered {(int)status}.", inner: null, status);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        await answer.Content.ReadFromJsonAsync<T>(cancellationToken) ?? throw new HttpRequestException($"{Service} answered with nothing.");
}
