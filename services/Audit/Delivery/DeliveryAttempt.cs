using PenguinMails.Audit.Alerts;

namespace PenguinMails.Audit.Delivery;

/// <summary>Sends one delivery once and records the outcome.</summary>
internal sealed class DeliveryAttempt(
    DeliveryLeases leases, Database database, IHttpClientFactory clients, IOptions<DeliveryOptions> options,
    TimeProvider time, ILogger<DeliveryAttempt> log)
{
    public const string ClientName = "alerts";

    public async Task MakeAsync(IAlertChannel channel, DueDelivery delivery, CancellationToken cancellationToken)
    {
        var outcome = await SendAsync(channel, delivery, cancellationToken);
        switch (outcome)
        {
            case DeliveryOutcome.Delivered:
                await leases.DeliveredAsync(delivery, cancellationToken);
                DeliveryTelemetry.Attempted(channel.Name, "delivered");
                Log.Delivered(log, delivery.DeliveryId, channel.Name, delivery.Event, delivery.AlertId);
                break;
            case DeliveryOutcome.Refused refused:
                await FailAsync(channel, delivery, refused.Reason, cancellationToken);
                break;
            case DeliveryOutcome.Unavailable unavailable:
                await RetryLaterAsync(channel, delivery, unavailable, cancellationToken);
                break;
        }
    }

    private async Task RetryLaterAsync(IAlertChannel channel, DueDelivery delivery, DeliveryOutcome.Unavailable outcome, CancellationToken cancellationToken)
    {
        var wait = RetrySchedule.Wait(options.Value.FirstRetry, options.Value.LongestRetry, delivery.Attempts, outcome.After, Random.Shared.NextDouble());
        if (time.GetUtcNow() + wait >= delivery.CreatedAt + options.Value.GiveUpAfter)
        {
            await FailAsync(channel, delivery, $"Given up after {options.Value.GiveUpAfter}: {outcome.Reason}", cancellationToken);
            return;
        }

        await leases.RetryLaterAsync(delivery, outcome.Reason, wait, cancellationToken);
        DeliveryTelemetry.Attempted(channel.Name, "waits");
        Log.Waits(log, delivery.DeliveryId, channel.Name, delivery.Attempts, wait, outcome.Reason);
    }

    private async Task FailAsync(IAlertChannel channel, DueDelivery delivery, string reason, CancellationToken cancellationToken)
    {
        await leases.FailedAsync(channel.Name, delivery, reason, cancellationToken);
        DeliveryTelemetry.Attempted(channel.Name, "failed");
        Log.Failed(log, delivery.DeliveryId, channel.Name, delivery.Event, delivery.AlertId, reason);
    }

    private async Task<DeliveryOutcome> SendAsync(IAlertChannel channel, DueDelivery delivery, CancellationToken cancellationToken)
    {
        if (!channel.IsConfigured)
        {
            return new DeliveryOutcome.Refused("The channel is no longer configured.");
        }

        var alert = await database.ReadAsync(read => AlertTable.FindAsync(read, delivery.AlertId), cancellationToken)
            ?? throw new InvalidOperationException($"Delivery {delivery.DeliveryId} has no alert.");
        try
        {
            using var client = clients.CreateClient(ClientName);
            using var request = await channel.RequestAsync(delivery, alert, cancellationToken);
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return DeliveryOutcome.Of(response, time.GetUtcNow());
        }
        catch (HttpRequestException failure)
        {
            return new DeliveryOutcome.Unavailable($"The receiver cannot be reached: {failure.HttpRequestError}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DeliveryOutcome.Unavailable($"The receiver did not answer within {options.Value.Timeout.TotalSeconds:0.#} s.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new DeliveryOutcome.Unavailable("The file with the channel's secret cannot be read.");
        }
    }
}
