import "./desk.css";

export default function Desk() { return <main>desk</main>; }
