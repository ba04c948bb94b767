namespace PenguinMails.Audit.Alerts;

/// <summary>Opens an alert of the service that raised it, or counts a repetition of one.</summary>
internal sealed class AlertRaisedConsumer(Database database, AlertTable alerts, TimeProvider time) : SenderInboxConsumer<AlertRaised>(database)
{
    protected override async Task HandleAsync(AlertRaised message, string sender, DatabaseTransaction transaction)
    {
        await alerts.RaiseAsync(transaction, message, sender);
        await alerts.ApplyEndingAsync(transaction, message, sender, time.GetUtcNow());
    }
}
