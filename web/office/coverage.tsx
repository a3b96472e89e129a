import { api } from "../api/index.ts";
import { useAsked } from "../api/asked.ts";
import { Link } from "../app/route.tsx";
import { Findings } from "../practice/oncall/coverage.tsx";
import { dayWord } from "../practice/oncall/words.ts";
import { Title } from "../practice/frame.tsx";
import { Shown } from "../practice/parts.tsx";
import { EmptyState, Icon, instant } from "../ui/index.ts";

/** [W117] What the daily look found, practice by practice; those with nothing to look at are not here. */
export function CoveragePage() {
  const [reports, accounts] = [useAsked(() => api.coverageReports(), "coverage"), useAsked(() => api.accounts(), "coverage")];
  const slugOf = (id: string) => accounts.value?.accounts.find((one) => one.id === id)?.slug;
  return (
    <>
      <Title title="Coverage" about="What the daily look at the next 60 days found" />
      <Shown asked={reports} say="Fetching the reports" what="The reports are not here">
        {({ reports: found, more }) => (found.length === 0
          ? <EmptyState icon="circle-check" title="Nothing to look at">Every minute of every practice's next 60 days reaches a clinician, or the first look has not been made yet.</EmptyState>
          : (
            <div className="stack gap4">
              {found.map((report) => (
                <section key={report.account} className="panel pad stack" aria-labelledby={`c-${report.account}`}>
                  <div className="row wrap"><h2 id={`c-${report.account}`}>{report.accountName}</h2><span className="t2 sm">{dayWord(report.zone, instant(report.madeAt))}</span>{slugOf(report.account) && <Link className="right sm row" to={`/office/accounts/${slugOf(report.account)}/on-call`}><Icon name="calendar" />On call</Link>}</div>
                  <Findings zone={report.zone} findings={report.findings} more={report.more} />
                </section>
              ))}
              {more > 0 && <p className="sm t3">And {more} more practices.</p>}
            </div>
          ))}
      </Shown>
    </>
  );
}
