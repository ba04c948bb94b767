namespace PenguinMails.Vault.Http;

/// <summary>
/// Asks for answers that are no older than this process's last change. A write's answer names the state of the storage after it
/// (<c>X-Vault-Index</c>: Vault Enterprise, OpenBao where it is switched on); with that, a node that is behind passes the request on to the active one.
/// Servers that know none of this ignore it. (developer.hashicorp.com/vault/docs/enterprise/consistency)
/// </summary>
internal sealed class ConsistencyHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    public const string IndexHeader = "X-Vault-Index";
    public const string BehindHeader = "X-Vault-Inconsistent";
    public const string ForwardHeader = "X-Vault-Forward";
    public const string ActiveNode = "active-node";

    private volatile string? _index;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Every attempt of a request comes through here.
        request.Headers.Remove(IndexHeader);
        request.Headers.Remove(BehindHeader);
        if (_index is { } index)
        {
            request.Headers.TryAddWithoutValidation(IndexHeader, index);
            request.Headers.TryAddWithoutValidation(BehindHeader, "forward-" + ActiveNode);
        }

        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.PreconditionFailed)
        {
            _index = null; // no node has that state: the cluster was set back. The request is made again without it.
        }

        var isWrite = request.Method == HttpMethod.Post || request.Method == HttpMethod.Put || request.Method == HttpMethod.Delete;
        if (isWrite && response.IsSuccessStatusCode && response.Headers.TryGetValues(IndexHeader, out var indexes) && indexes.FirstOrDefault() is { Length: > 0 } newest)
        {
            _index = newest;
        }

        return response;
    }
}
