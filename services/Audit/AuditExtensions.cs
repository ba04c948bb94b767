using PenguinMails.Audit.Alerts;
using PenguinMails.Audit.Approvals;
using PenguinMails.Audit.Checkpoints;
using PenguinMails.Audit.Delivery;
using PenguinMails.Audit.Detectors;
using PenguinMails.Audit.Erasure;
using PenguinMails.Audit.Evidence;
using PenguinMails.Audit.Exports;
using PenguinMails.Audit.LiveStream;
using PenguinMails.Audit.Producers;
using PenguinMails.Audit.Reading;
using PenguinMails.Audit.Reports;
using PenguinMails.Audit.Retention;
using PenguinMails.Audit.VaultTrail;
using PenguinMails.Audit.Verification;
using PenguinMails.Audit.Watching;

namespace PenguinMails.Audit;

internal static class AuditExtensions
{
    /// <summary>The name of its database's connection string.</summary>
    public const string Database = "audit";

    private const int RecordsAtOnce = 500;
    private const int MessagesAtOnce = 50; // of some hundred records at most
    private static readonly TimeSpan RecordsWithin = TimeSpan.FromMilliseconds(50);

    public static void AddAudit(this WebApplicationBuilder builder)
    {
        builder.AddPostgres(Database, typeof(AuditExtensions).Assembly, plansAfresh: true);
        builder.AddMessaging("audit", consumers => consumers
            .EventBatch<AuditRecorded, AuditRecordedConsumer>(RecordsAtOnce, RecordsWithin)
            .EventBatch<AuditRecordedTogether, AuditRecordedTogetherConsumer>(MessagesAtOnce, RecordsWithin)
            .Event<AlertRaised, AlertRaisedConsumer>()
            .Event<AlertEnded, AlertEndedConsumer>()
            .Event<ServiceHeartbeat, ServiceHeartbeatConsumer>()
            .Event<ApprovalRequested, ApprovalRequestedConsumer>()
            .Event<ApprovalDecided, ApprovalDecidedConsumer>()
            .Event<AccessEnded, AccessEndedConsumer>());

        var services = builder.Services;
        services.AddOptions<CheckpointOptions, CheckpointOptionsValidator>(CheckpointOptions.Section);
        services.AddChangeNotices(LedgerAppend.Appended, DeliveryTable.Due);
        services.AddSingleton<RecordQuarantine>();
        services.AddSingleton<LedgerIntake>();
        services.AddHostedService<LedgerOwnership>();
        services.AddSingleton<AuditLogQuery>();
        services.AddSingleton<TenantAuditQuery>();
        services.AddSingleton<LedgerVocabulary>();
        services.AddLedgerReading();
        services.AddSingleton<CheckpointFolder>();
        services.AddSingleton<CheckpointSigner>();
        services.AddSingleton<BrokenLedgerAlert>();
        services.AddSingleton<CheckpointAnchoring>();
        services.AddSingleton<KeptCheckpoints>();
        services.AddHostedService<CheckpointWorker>();
        services.AddHostedService<KeptCheckpointWorker>();
        services.AddSingleton<LedgerVerification>();
        services.AddSingleton<VerificationGate>();
        services.AddOptions<VerificationOptions, VerificationOptionsValidator>(VerificationOptions.Section);
        services.AddHostedService<VerificationWorker>();
        services.AddSingleton<StreamRecords>();
        services.AddSingleton<LedgerStream>();
        services.AddSingleton<ReplayBound>();
        services.AddSingleton<LedgerTail>();
        services.AddHostedService(provider => provider.GetRequiredService<LedgerTail>());
        services.AddOptions<RetentionOptions, RetentionOptionsValidator>(RetentionOptions.Section);
        services.AddSingleton<ArchiveFiles>();
        services.AddSingleton<MonthArchiver>();
        services.AddSingleton<ArchiveRestore>();
        services.AddHostedService<RetentionWorker>();
        services.AddSingleton<IApprovalRecords, LedgerApprovalRecords>();
        services.AddApprovals();
        services.AddHostedService<ErasureTakeover>();
        services.AddSingleton<IdempotentStart>();
        services.AddSingleton<ExportRecords>();
        services.AddSingleton<ExportContent>();
        services.AddSingleton<ExportDownload>();
        services.AddSingleton<AlertTable>();
        services.AddAlertDelivery();
        services.AddDetectors();
        services.AddVaultTrail();
        services.AddWatchKeeping();
        services.AddEvidence();
        services.AddProducers();
        services.AddReports();
        services.AddGauges<AuditGauges>();
    }

    public static void MapAudit(this WebApplication app)
    {
        app.MapAuditLogs();
        app.MapTenantAuditLogs();
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
