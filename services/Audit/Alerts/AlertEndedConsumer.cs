namespace PenguinMails.Audit.Alerts;

/// <summary>Resolves the alerts of an incident that the service which raised them says is over.</summary>
internal sealed class AlertEndedConsumer(Database database, AlertTable alerts, TimeProvider time) : SenderInboxConsumer<AlertEnded>(database)
{
    protected override Task HandleAsync(AlertEnded message, string sender, DatabaseTransaction transaction) =>
        alerts.EndAsync(transaction, message, sender, time.GetUtcNow());
}
