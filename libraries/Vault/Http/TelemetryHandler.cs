namespace PenguinMails.Vault.Http;

/// <summary>Outermost: one span and one measurement for each request, however many attempts it took.</summary>
internal sealed class TelemetryHandler(HttpMessageHandler inner, TimeProvider time) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var route = VaultRoute.Of(request.Method, request.RequestUri);
        var started = time.GetTimestamp();
        using var span = Telemetry.Source.StartActivity($"vault {route.Name}", ActivityKind.Client);
        span?.SetTag("vault.route", route.Name);
        var outcome = "cancelled";
        try
        {
            var response = await base.SendAsync(request, cancellationToken);
            outcome = ((int)response.StatusCode).ToString();
            span?.SetTag("http.response.status_code", (int)response.StatusCode);
            return response;
        }
        catch (VaultUnavailableException failure)
        {
            outcome = failure.Trouble.ToString();
            span?.SetTag("error.type", outcome).SetStatus(ActivityStatusCode.Error, failure.Message);
            throw;
        }
        finally
        {
            Telemetry.RecordRequest(route, outcome, time.GetElapsedTime(started));
        }
    }
}
