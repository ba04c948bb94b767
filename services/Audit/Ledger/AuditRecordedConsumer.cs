namespace PenguinMails.Audit.Ledger;

/// <summary>Appends records that come one by one.</summary>
internal sealed class AuditRecordedConsumer(LedgerIntake intake) : BatchConsumer<AuditRecorded>
{
    protected override Task HandleAsync(IReadOnlyList<AuditRecorded> messages, CancellationToken cancellationToken) => intake.AppendAsync(messages, cancellationToken);
}

/// <summary>Appends records that come together.</summary>
internal sealed class AuditRecordedTogetherConsumer(LedgerIntake intake) : BatchConsumer<AuditRecordedTogether>
{
    protected override Task HandleAsync(IReadOnlyList<AuditRecordedTogether> messages, CancellationToken cancellationToken) =>
        intake.AppendAsync([.. messages.SelectMany(message => message.Records)], cancellationToken);
}
