using PenguinMails.Audit.Alerts;
using PenguinMails.Audit.AuditLogs;
using PenguinMails.Audit.Ledger;
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
            .Event<AuditRecorded, AuditRecordedConsumer>()
            .Event<AlertRaised, AlertRaisedConsumer>());

        builder.Services.AddSingleton<AuditLogQuery>();
        builder.Services.AddSingleton<AlertTable>();
    }
}
