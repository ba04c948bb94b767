using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace PenguinMails.AppHost.Resources;

/// <summary>
/// A health check that sees at once when a resource becomes healthy. Aspire asks again only 1, 2, 3 … 5 s after each refusal, which
/// every link in a chain of resources that wait for each other adds to the start. So the first question is repeated here.
/// </summary>
/// <param name="check">Asks; what it throws is the reason why the resource cannot be used.</param>
internal sealed class PatientCheck(Func<CancellationToken, Task> check)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private bool _wasHealthy;

    /// <summary>The answer: at once after the resource has been healthy, else as soon as it is, or after 20 s.</summary>
    public async Task<HealthCheckResult> AskAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await check(cancellationToken);
                _wasHealthy = true;
                return HealthCheckResult.Healthy();
            }
            catch (Exception reason)
            {
                if (_wasHealthy || cancellationToken.IsCancellationRequested || Stopwatch.GetElapsedTime(started) > Patience)
                {
                    return HealthCheckResult.Unhealthy(reason.Message);
                }
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }
}
