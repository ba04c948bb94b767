namespace PenguinMails.Audit.Alerts;

/// <summary>Opens an alert, or counts a repetition of one.</summary>
internal sealed class AlertRaisedConsumer(Database database, AlertTable alerts) : InboxConsumer<AlertRaised>(database)
{
    protected override Task HandleAsync(AlertRaised message, DatabaseTransaction transaction) => alerts.RaiseAsync(transaction, message);
}
