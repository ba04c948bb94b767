using MassTransit;

namespace PenguinMails.Audit.Ledger;

/// <summary>Appends records that come one by one.</summary>
internal sealed class AuditRecordedConsumer(LedgerIntake intake) : IConsumer<Batch<AuditRecorded>>
{
    public Task Consume(ConsumeContext<Batch<AuditRecorded>> context) =>
        intake.AppendAsync([.. context.Message.Select(item => item.Message)], context.CancellationToken);
}

/// <summary>Appends records that come together.</summary>
internal sealed class AuditRecordedTogetherConsumer(LedgerIntake intake) : IConsumer<Batch<AuditRecordedTogether>>
{
    public Task Consume(ConsumeContext<Batch<AuditRecordedTogether>> context) =>
        intake.AppendAsync([.. context.Message.SelectMany(item => item.Message.Records)], context.CancellationToken);
}
