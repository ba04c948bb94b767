using Microsoft.Extensions.Options;
using PenguinMails.Audit.Alerts;
using PenguinMails.Audit.AuditLogs;
using PenguinMails.Audit.Checkpoints;
using PenguinMails.Audit.Delivery;
using PenguinMails.Audit.Detectors;
using PenguinMails.Audit.Erasure;
using PenguinMails.Audit.Exports;
using PenguinMails.Audit.Ledger;
using PenguinMails.Audit.LiveStream;
using PenguinMails.Audit.Reports;
using PenguinMails.Audit.Retention;
using PenguinMails.Audit.VaultTrail;
using PenguinMails.Audit.Verification;
using PenguinMails.Contracts.Messages;
using PenguinMails.Postgres;
using PenguinMails.ServiceDefaults;

namespace PenguinMails.Audit;

internal static class AuditExtensions
{
    public static void AddAudit(this WebApplicationBuilder builder)
    {
        builder.AddPostgres("audit", typeof(AuditExtensions).Assembly);
        builder.AddMessaging("audit", consumers => consumers
            .EventBatch<AuditRecorded, AuditRecordedConsumer>(limit: 500, timeLimit: TimeSpan.FromMilliseconds(50))
            .Event<AlertRaised, AlertRaisedConsumer>());

        builder.Services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<AuditOptions>, AuditOptionsValidator>();
        builder.Services.AddChangeNotices(LedgerAppend.Appended, DeliveryTable.Due);
        builder.Services.AddSingleton<RecordQuarantine>();
        builder.Services.AddSingleton<AuditLogQuery>();
        builder.Services.AddSingleton<CheckpointFolder>();
        builder.Services.AddSingleton<CheckpointSigner>();
        builder.Services.AddSingleton<BrokenLedgerAlert>();
        builder.Services.AddSingleton<CheckpointAnchoring>();
        builder.Services.AddHostedService<CheckpointWorker>();
        builder.Services.AddSingleton<LedgerVerification>();
        builder.Services.AddSingleton<VerificationGate>();
        builder.Services.AddSingleton<StreamRecords>();
        builder.Services.AddSingleton<LedgerStream>();
        builder.Services.AddSingleton<LedgerTail>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<LedgerTail>());
        builder.Services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<RetentionOptions>, RetentionOptionsValidator>();
        builder.Services.AddSingleton<ArchiveFiles>();
        builder.Services.AddSingleton<MonthArchiver>();
        builder.Services.AddSingleton<MonthReturn>();
        builder.Services.AddHostedService<RetentionWorker>();
        builder.Services.AddApprovals();
        builder.Services.AddSingleton<IdempotentStart>();
        builder.Services.AddSingleton<ExportRecords>();
        builder.Services.AddSingleton<ExportContent>();
        builder.Services.AddSingleton<ExportDownload>();
        builder.Services.AddSingleton<AlertTable>();
        builder.Services.AddAlertDelivery();
        builder.Services.AddDetectors();
        builder.Services.AddVaultTrail();
        builder.Services.AddReports();
    }
    /// <summary>The service's API.</summary>
    public static void MapAudit(this WebApplication app)
    {
        app.MapAuditLogs();
        app.MapLedgerVerification();
        app.MapLedgerStream();
        app.MapExports();
        app.MapErasures();
        app.MapArchives();
        app.MapApprovals();
        app.MapAlerts();
        app.MapReports();
    }
}
